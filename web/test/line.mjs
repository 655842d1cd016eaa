// A weak line: bytes come late, slowly, and some of them only when they are sent again.

import { connect, createServer } from 'node:net';

/**
 * Listens on a port of its own and passes everything on to `port`. `rate` in bits a second each way, `delay` in ms there and back,
 * `loss` as the share of packets of 1,400 bytes that come a second later, as TCP sends them again.
 */
export async function weakLine(port, { rate = 256_000, delay = 400, loss = 0.02 } = {}) {
  let seed = 20261124;
  const chance = () => ((seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31);
  const carried = { down: 0, up: 0 };
  const free = { down: 0, up: 0 };
  const carry = (from, to, way) => {
    let last = 0;
    from.on('data', (bytes) => {
      carried[way] += bytes.length;
      for (let at = 0; at < bytes.length; at += 1400) {
        const packet = bytes.subarray(at, at + 1400);
        free[way] = Math.max(free[way], Date.now()) + (packet.length * 8 * 1000) / rate;
        const again = chance() < loss ? 1000 : 0;
        // In order: what was lost holds up what follows it.
        last = Math.max(last, free[way] + delay / 2 + again);
        setTimeout(() => to.destroyed || to.write(packet), last - Date.now());
      }
    });
    const end = () => setTimeout(() => to.destroy(), Math.max(0, last - Date.now()) + 20);
    from.on('close', end);
    from.on('error', end);
  };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    carry(near, far, 'up');
    carry(far, near, 'down');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { port: server.address().port, carried, ends: () => server.close() };
}
