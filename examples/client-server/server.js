// PNGs of a generator: node server.js FOLDER PORT, then http://127.0.0.1:PORT/?seed=7&class=3
import { createServer } from 'node:http';
import { load } from 'saddle-gan-client';

const [, , folder = '.', port = '8080'] = process.argv;
const generator = await load(folder);

async function answer(url) {
  const { seed = '0', class: kind } = Object.fromEntries(new URL(url, 'http://localhost').searchParams);
  const sample = await generator.sample({ seed: Number(seed), class: kind });
  return sample.png();
}

const server = createServer((request, response) => {
  answer(request.url).then(
    png => response.writeHead(200, { 'content-type': 'image/png' }).end(png),
    error => response.writeHead(400, { 'content-type': 'text/plain' }).end(`${error.message}\n`),
  );
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
