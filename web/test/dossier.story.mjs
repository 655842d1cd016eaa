// The life of a dossier through all its people: received at the counter, worked on, supplemented from a phone, signed, paid,
// handed over, rated, and looked up by a stranger.

import { password, story } from './browser.mjs';
import {
  asksForSupplement, forwards, isPaidAndHandsOver, receives, seesResultAndRates, seesWhoLooked, signs, supplements,
  takesFromQueue, tracks,
} from './life.mjs';

story('a dossier goes from the counter to the result', async (town) => {
  const clerk = await (await town.person()).signsIn('motcua', password);
  const code = await receives(clerk);

  const specialist = await (await town.person()).signsIn('chuyenvien', password);
  await takesFromQueue(specialist, code);
  await asksForSupplement(specialist);

  // Whoever waits at home has a phone, whatever the officials have.
  const owner = await (await town.person({ width: 360 })).signsIn('congdan', password);
  await supplements(owner, code);

  await forwards(specialist, code);

  const chair = await (await town.person()).signsIn('chutich', password);
  await signs(chair, code);

  await isPaidAndHandsOver(clerk, code);
  const check = await seesResultAndRates(owner, code);
  await seesWhoLooked(owner);

  const stranger = await town.person();
  await tracks(stranger, code, check);
});
