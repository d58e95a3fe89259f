import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  optimizeDeps: { exclude: ['onnxruntime-web'] }, // its scripts find their WebAssembly beside themselves
});
