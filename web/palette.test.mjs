import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contrast, pairs, palette } from './palette.mjs';

test('contrast is computed as WCAG defines it', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(1), '21.0');
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

for (const [theme, name] of ['light', 'dark'].entries()) {
  test(`what is written together can be read, ${name}`, () => {
    const weak = pairs
      .map(([ink, ground, least]) => [ink, ground, least, contrast(palette[ink][theme], palette[ground][theme])])
      .filter(([, , least, found]) => found < least)
      .map(([ink, ground, least, found]) => `${ink} on ${ground}: ${found.toFixed(2)} < ${least}`);
    assert.deepEqual(weak, []);
  });
}
