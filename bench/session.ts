import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Contender, Variant } from './contenders.ts';
import type { Request, SetupReply, SetupRequest, StepsReply } from './protocol.ts';

/** A running contender: one request, one reply. */
export class Session {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly lines: Interface;
  private stderr = '';

  constructor(contender: Contender, variant: Variant) {
    const [command, ...args] = contender.command;
    this.child = spawn(command, args, { env: variant.env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.lines = createInterface({ input: this.child.stdout });
    this.child.stderr.on('data', chunk => {
      this.stderr = (this.stderr + chunk).slice(-1000);
    });
    this.child.stdin.on('error', () => {}); // a child that died is reported by its closed stdout
  }

  setup(request: Omit<SetupRequest, 'op'>): Promise<SetupReply> {
    return this.ask({ op: 'setup', ...request });
  }

  steps(count: number): Promise<StepsReply> {
    return this.ask({ op: 'steps', count });
  }

  close(): void {
    this.lines.close();
    this.child.kill();
  }

  private ask<Reply>(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`the worker ended: ${this.stderr.trim() || 'no message'}`));
      this.lines.once('close', fail);
      this.lines.once('line', line => {
        this.lines.off('close', fail);
        try {
          resolve(JSON.parse(line));
        } catch {
          reject(new Error(`expected a line of JSON, got '${line.slice(0, 200)}'`));
        }
      });
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }
}
