/** A form that came back says first what is wrong. */
export function focusErrors(): void {
  document.querySelector<HTMLElement>('.error-summary')?.focus();
}

/** A second press of the same button sends nothing: a tired hand double-clicks. */
export function oneSend(): void {
  const sent = new WeakSet<HTMLFormElement>();
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    window.setTimeout(() => sent.delete(form), 3000);
  });
  // A page taken out of the browser's memory may be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of document.forms) sent.delete(form);
  });
}

/** Money gets its dots and days their strokes when the field is left. */
export function typedForms(): void {
  document.addEventListener('focusout', (event) => {
    const field = event.target as HTMLInputElement;
    if (field.dataset?.typed === 'money') {
      const digits = field.value.replace(/[.\s]/g, '');
      if (/^\d+$/.test(digits)) field.value = digits.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, '.');
    }
    if (field.dataset?.typed === 'date') {
      const parts = /^(\d{1,2})[\s./-]?(\d{1,2})[\s./-]?(\d{4})$/.exec(field.value.trim());
      if (parts) field.value = `${parts[1]!.padStart(2, '0')}/${parts[2]!.padStart(2, '0')}/${parts[3]}`;
    }
  });
}
