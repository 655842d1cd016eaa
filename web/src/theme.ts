/** The theme changes at once; the cookie is set by the same form in the background. */
export function switchTheme(): void {
  const form = document.querySelector<HTMLFormElement>('form.theme');
  form?.addEventListener('submit', (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    if (!button?.value) return;
    event.preventDefault();
    document.documentElement.dataset.theme = button.value;
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    body.set(button.name, button.value);
    void fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    // The pressed button is hidden now; its twin takes the focus.
    [...form.querySelectorAll('button')].find((b) => b !== button)?.focus();
  });
}
