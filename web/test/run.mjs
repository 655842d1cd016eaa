// Runs the stories: `BASE_URL=http://127.0.0.1:8080 node test/run.mjs [part of a name …]`.
// SHOTS=DIR keeps pictures; GALLERY=DIR, made by `cargo run -p web --example gallery -- DIR`, adds the gallery.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const files = (await readdir(folder))
  .filter((name) => name.endsWith('.story.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  // Axe last: it looks at what the other stories have left behind.
  .sort((a, b) => Number(a.startsWith('axe')) - Number(b.startsWith('axe')) || a.localeCompare(b));
if (files.length === 0) {
  console.error(`no story is called like ${wanted.join(', ')}`);
  process.exit(1);
}
// One browser a file, and files one after another: two cores are soon busy. (Given all at once, node orders them by itself.)
let failed = 0;
for (const file of files) {
  const story = spawn(process.execPath, ['--test', '--test-reporter=spec', folder + file], { stdio: 'inherit' });
  const [code] = await once(story, 'exit');
  failed ||= code ?? 1;
}
process.exit(failed);
