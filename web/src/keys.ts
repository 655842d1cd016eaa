/**
 * Keys, always with Alt, as each element states them in `aria-keyshortcuts`; Alt+1 … Alt+9 open the entries of the main
 * navigation. Letters alone are left to Vietnamese typing, and to screen readers.
 */
export function shortcuts(): void {
  const nav = document.querySelectorAll<HTMLElement>('#nav a');
  [...nav].slice(0, 9).forEach((link, i) => {
    if (!link.hasAttribute('aria-keyshortcuts')) link.setAttribute('aria-keyshortcuts', `Alt+${i + 1}`);
  });
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    // With Alt some layouts type another letter: the key's place says which was meant.
    const key = event.code.replace(/^(Key|Digit)/, '');
    const target = document.querySelector<HTMLElement>(`[aria-keyshortcuts="Alt+${CSS.escape(key)}"]:not([hidden])`);
    if (!target) return;
    event.preventDefault();
    target.focus();
    if (target.matches('a, button')) target.click();
  });
}
