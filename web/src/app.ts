// The islands. Every page works without them; each begins where its attribute stands and does one thing.

import { chooseAll } from './choose';
import { conditions } from './conditions';
import { keepTyped } from './drafts';
import { focusErrors, oneSend, typedForms } from './forms';
import { shortcuts } from './keys';
import { liveFilters } from './live';
import { screens } from './screens';
import { switchTheme } from './theme';

chooseAll();
conditions();
focusErrors();
keepTyped();
oneSend();
typedForms();
shortcuts();
liveFilters();
screens();
switchTheme();

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
