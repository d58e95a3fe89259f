import { type Digest, errorCode, type Files } from './files.ts';
import {
  CHECKPOINT_SCHEMA,
  DamageError,
  decodeManifest,
  encodeManifest,
  type ManifestFile,
} from './manifest.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';
import {
  type Checkpoint,
  type CheckpointTensor,
  type LogSums,
  type SavedCheckpoint,
  stepName,
} from './store.ts';

const MANIFEST = 'manifest.json';
const STEP = /^step-(\d{8,})$/;
const OLD = /^\.old-(step-\d{8,})$/;

/** Which checkpoints are kept. */
interface Kept {
  /** So many of the newest ones. */
  readonly newest: number;
  /** Those at multiples of this step; 0: none. */
  readonly every: number;
  readonly best?: number;
}

/** The checkpoints of one run, a folder each: `step-00001000/{model,optimizer,ema}.safetensors, manifest.json`. */
export class Checkpoints {
  private readonly files: Files;
  private readonly digest: Digest;
  private readonly folder: string;

  constructor(files: Files, digest: Digest, folder: string) {
    this.files = files;
    this.digest = digest;
    this.folder = folder;
  }

  /** Finishes or undoes what a process that died here left half done. */
  async recover(): Promise<void> {
    const names = await this.files.list(this.folder);
    for (const name of names) {
      const step = OLD.exec(name)?.[1];
      if (step && !names.includes(step)) await this.files.rename(this.path(name), this.path(step));
      else if (step || name.startsWith('.tmp-')) await this.files.remove(this.path(name));
    }
  }

  /** Steps, ascending. */
  async list(): Promise<number[]> {
    const steps = (await this.files.list(this.folder)).flatMap(name => STEP.exec(name)?.[1] ?? []);
    return steps.map(Number).sort((a, b) => a - b);
  }

  /** Under a temporary name first; only the rename makes it a checkpoint. */
  async save(checkpoint: Checkpoint, logs: LogSums): Promise<void> {
    const name = stepName(checkpoint.step);
    const temporary = this.path(`.tmp-${name}`);
    try {
      await this.files.remove(temporary);
      await this.files.makeFolder(temporary);
      await this.writeContent(temporary, checkpoint, logs);
      await this.files.syncFolder(temporary);
      await this.replace(temporary, name);
    } catch (error) {
      await this.files.remove(temporary).catch(() => {}); // the first fault is the one to report
      throw error;
    }
  }

  /**
   * Keeps the newest checkpoints up to `step`, the best one, and those at multiples of `every`, but none that are unwanted;
   * what is after `step` belongs to a course of the run that was given up.
   */
  async prune(step: number, { newest, every, best }: Kept, unwanted: ReadonlySet<number>): Promise<void> {
    const steps = await this.list();
    const good = steps.filter(s => s <= step && !unwanted.has(s));
    const kept = new Set(good.slice(-newest));
    for (const s of good) if (s === best || (every > 0 && s % every === 0)) kept.add(s);
    for (const s of steps) if (!kept.has(s)) await this.removeStep(s);
  }

  /** @throws DamageError when anything differs from what was saved */
  async load(step: number): Promise<SavedCheckpoint> {
    const name = stepName(step);
    const manifest = decodeManifest(await this.readPart(name, MANIFEST), this.digest);
    if (manifest.step !== step) throw new DamageError(`manifest.json is of step ${manifest.step}`);
    const tensors = new Map<string, CheckpointTensor>();
    for (const file of manifest.files) {
      for (const [key, value] of await this.loadFile(name, file)) tensors.set(key, value);
    }
    return { step, logs: manifest.logs, meta: manifest.meta, tensors };
  }

  private path(name: string): string {
    return `${this.folder}/${name}`;
  }

  private async writeContent(folder: string, checkpoint: Checkpoint, logs: LogSums): Promise<void> {
    const { step, meta, tensors } = checkpoint;
    const files: ManifestFile[] = [];
    for (const [stem, part] of partition(tensors)) {
      const chunks = encodeSafetensors(part, new Map([['format', 'pt']]));
      const name = `${stem}.safetensors`;
      await this.files.write(`${folder}/${name}`, chunks);
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      files.push({ name, bytes, sha256: this.digest(chunks) });
    }
    const manifest = { schema: CHECKPOINT_SCHEMA, step, logs, files, meta };
    await this.files.write(`${folder}/${MANIFEST}`, [encodeManifest(manifest, this.digest)]);
  }

  /** A checkpoint of the same step, damaged or of an earlier course, steps aside until the new one stands. */
  private async replace(temporary: string, name: string): Promise<void> {
    const old = this.path(`.old-${name}`);
    const exists = (await this.files.list(this.folder)).includes(name);
    if (exists) await this.files.rename(this.path(name), old);
    await this.files.rename(temporary, this.path(name));
    await this.files.syncFolder(this.folder);
    if (exists) await this.files.remove(old);
  }

  private async removeStep(step: number): Promise<void> {
    const gone = this.path(`.tmp-gone-${stepName(step)}`);
    await this.files.rename(this.path(stepName(step)), gone);
    await this.files.syncFolder(this.folder); // half a checkpoint must not come back under its name
    await this.files.remove(gone);
  }

  private async loadFile(folder: string, file: ManifestFile): Promise<Map<string, CheckpointTensor>> {
    const size = await this.readingPart(file.name, () =>
      this.files.size(this.path(`${folder}/${file.name}`)),
    );
    if (size === undefined) throw new DamageError(`${file.name} is missing`);
    if (size !== file.bytes) throw new DamageError(`${file.name} has ${size} bytes, not ${file.bytes}`);
    const bytes = await this.readPart(folder, file.name);
    if (this.digest([bytes]) !== file.sha256) throw new DamageError(`sha256 of ${file.name} differs`);
    const { tensors } = decodeSafetensors(bytes);
    return new Map([...tensors].map(([name, tensor]) => [name, float32(name, tensor)]));
  }

  private readPart(folder: string, name: string): Promise<Uint8Array> {
    return this.readingPart(name, () => this.files.read(this.path(`${folder}/${name}`)));
  }

  private async readingPart<T>(name: string, operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT') throw new DamageError(`${name} is missing`);
      if (code === 'ENOTDIR')
        throw new DamageError(`${name} is missing: the checkpoint is a file, not a folder`);
      if (code === 'EISDIR' || code === 'EFTYPE') throw new DamageError(`${name} is no regular file`);
      if (code === 'EIO') throw new DamageError(`${name} cannot be read: the disk reports an error`);
      throw error;
    }
  }
}

/** The tensors by file: `optimizer/…` and `ema/…` apart, the rest is the model. */
function partition(tensors: Checkpoint['tensors']): Map<string, Map<string, StoredTensor>> {
  const parts = new Map<string, Map<string, StoredTensor>>([['model', new Map()]]);
  for (const [name, { shape, data }] of tensors) {
    const stem = /^(optimizer|ema)\//.exec(name)?.[1] ?? 'model';
    const part = parts.get(stem) ?? new Map<string, StoredTensor>();
    parts.set(stem, part.set(name, { type: 'F32', shape, data }));
  }
  return parts;
}

function float32(name: string, tensor: StoredTensor): CheckpointTensor {
  if (tensor.data instanceof Float32Array) return { shape: tensor.shape, data: tensor.data };
  throw new DamageError(`tensor ${name} is of type ${tensor.type}, not F32`);
}
