/**
 * Filters act as they are changed: the page is fetched in the background and its `#results` put in place of the old, so that
 * the focus stays in the filter. Anything unexpected, and the form is sent as if there were no script.
 */
export function liveFilters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-live]')) {
    let latest = 0;
    let typing: number | undefined;
    const renew = async () => {
      const mine = ++latest;
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && value !== '') query.append(name, value);
      }
      const address = `${form.action.split('?')[0]}?${query}`;
      const results = document.getElementById(form.dataset.live ?? '');
      if (!results) return form.requestSubmit();
      results.setAttribute('aria-busy', 'true');
      try {
        const answer = await fetch(address, { headers: { Accept: 'text/html' } });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const renewed = page.getElementById(results.id);
        if (mine !== latest) return;
        if (!answer.ok || answer.redirected || !renewed) return form.requestSubmit();
        results.replaceWith(renewed);
        renewed.setAttribute('aria-live', 'polite');
        history.replaceState(null, '', address);
      } catch {
        if (mine === latest) form.requestSubmit();
      }
    };
    form.addEventListener('change', () => void renew());
    form.addEventListener('input', (event) => {
      if (!(event.target as Element).matches('input[type=search], input[type=text]')) return;
      window.clearTimeout(typing);
      typing = window.setTimeout(() => void renew(), 300);
    });
  }
}
