/**
 * What is asked only under a condition (`data-field`, `data-is`) hides while the condition does not hold, and the words that
 * say the condition are not needed. What is hidden is still sent: the server knows the condition too, and leaves out what was not asked.
 */
export function conditions(): void {
  const asked = document.querySelectorAll<HTMLElement>('[data-field][data-is]');
  if (asked.length === 0) return;
  const renew = () => {
    for (const part of asked) {
      const form = part.closest('form');
      // Asked elsewhere: whoever drew the page has decided.
      if (!form?.elements.namedItem(part.dataset.field ?? '')) continue;
      const now = new FormData(form).getAll(part.dataset.field ?? '');
      const hint = part.querySelector<HTMLElement>(':scope > .hint');
      if (hint) hint.hidden = true;
      part.hidden = !(part.dataset.is ?? '').split(' ').some((value) => now.includes(value));
    }
  };
  document.addEventListener('change', renew);
  renew();
}
