/**
 * Screens on a wall and slips of paper. `data-renew`: every so many seconds the part `#renewed` is fetched anew and put in place,
 * and a new call (`data-call`) is spoken, one after the other. `data-leads`, `data-after`: prints, then goes on.
 */
export function screens(): void {
  const main = document.querySelector<HTMLElement>('main[data-renew], main[data-leads]');
  if (!main) return;
  const leads = main.dataset['leads'];
  if (leads) {
    window.print();
    window.setTimeout(() => location.assign(leads), Number(main.dataset['after']) * 1000);
    return;
  }
  const said = new Set<string>();
  const waiting: string[] = [];
  let speaking = false;
  let loud = false;
  const speak = (): void => {
    const next = speaking ? undefined : waiting.shift();
    if (!next) return;
    speaking = true;
    const over = (): void => {
      speaking = false;
      speak();
    };
    const sound = new Audio(next);
    sound.addEventListener('ended', over);
    sound.addEventListener('error', over);
    sound.play().catch(over);
  };
  const listen = (): void => {
    for (const call of main.querySelectorAll<HTMLElement>('[data-call]')) {
      const key = call.dataset['call'] ?? '';
      if (said.has(key)) continue;
      said.add(key);
      if (loud && call.dataset['sound']) waiting.push(call.dataset['sound']);
    }
    speak();
  };
  // A browser speaks only after somebody has touched the page.
  const button = main.querySelector<HTMLButtonElement>('[data-loud]');
  if (button) {
    button.hidden = false;
    button.addEventListener('click', () => {
      loud = true;
      button.hidden = true;
    });
  }
  listen();
  window.setInterval(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const [old, renewed] = [document.getElementById('renewed'), page.getElementById('renewed')];
      if (!answer.ok || !old || !renewed || old.innerHTML === renewed.innerHTML) return;
      old.innerHTML = renewed.innerHTML;
      listen();
    } catch {
      // The line is down: what stands there stays, and is asked for again.
    }
  }, Number(main.dataset['renew']) * 1000);
}
