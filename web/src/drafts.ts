/**
 * What is typed in a form that keeps it (`data-keep`) outlives a power cut, a broken line and a server that is gone: it lies on
 * the device, sealed with the key its person's pages bring (AES-GCM), until a page says that it was done. Whoever sits down
 * next has another key; what his key does not open is nobody's, and is thrown away after a week.
 */

const prefix = 'draft:';
const week = 7 * 24 * 3600 * 1000;
const sent = 'draft-sent';

interface Draft {
  at: number;
  /** Base64: twelve bytes of nonce, then what is sealed. */
  sealed: string;
}

export function keepTyped(): void {
  let typed = false;
  throwAwayOld();
  forgetDone();
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep]')) {
    form.addEventListener('input', () => (typed = true));
    form.addEventListener('submit', () => (typed = false));
    if (form.dataset.keep) void keep(form, form.dataset.keep);
  }
  window.addEventListener('beforeunload', (event) => {
    if (!typed) return;
    event.preventDefault();
    event.returnValue = document.body.dataset.unsaved ?? '';
  });
}

async function keep(form: HTMLFormElement, secret: string): Promise<void> {
  // Without a secure context there is no sealing, and nothing is kept in clear.
  if (!window.crypto?.subtle) return;
  const raw = bytes(secret.replace(/-/g, '+').replace(/_/g, '/'));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const owner = base64(new Uint8Array(await crypto.subtle.digest('SHA-256', raw))).slice(0, 12);
  const name = `${prefix}${owner}:${new URL(form.action).pathname}`;

  // A form that came back with an error holds more than the draft does.
  if (!document.querySelector('.error-summary')) {
    const draft = await open(key, localStorage.getItem(name));
    if (draft) restore(form, draft, () => localStorage.removeItem(name));
  }
  let waiting: number | undefined;
  const save = async () => {
    const fields = [...new FormData(form)].filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[0] !== '_csrf' && pair[1] !== '',
    );
    localStorage.setItem(name, JSON.stringify(await seal(key, fields)));
  };
  form.addEventListener('input', () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void save(), 150);
  });
  form.addEventListener('submit', () => sessionStorage.setItem(sent, name));
}

/** A page that says something was done ends the draft of the form that was sent before it. */
function forgetDone(): void {
  const name = sessionStorage.getItem(sent);
  if (!name) return;
  sessionStorage.removeItem(sent);
  if (document.querySelector('.notice[role="status"]')) localStorage.removeItem(name);
}

function throwAwayOld(): void {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
    const at = (JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Draft>).at ?? 0;
    if (Date.now() - at > week) localStorage.removeItem(name);
  }
}

function restore(form: HTMLFormElement, fields: [string, string][], discard: () => void): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) continue;
    const kept = values.get(field.name);
    if (field instanceof HTMLInputElement && (field.type === 'radio' || field.type === 'checkbox')) {
      field.checked = kept?.includes(field.value) ?? false;
    } else if (kept && !(field instanceof HTMLInputElement && field.type === 'file')) {
      field.value = kept[0] ?? '';
    }
  }
  for (const fold of form.querySelectorAll('details')) {
    if (fold.querySelector<HTMLInputElement>('input, select')?.value) fold.open = true;
  }
  const said = document.createElement('p');
  said.className = 'notice plain';
  said.append(`${document.body.dataset.restored ?? ''}. `);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button second';
  button.textContent = document.body.dataset.discard ?? '';
  button.addEventListener('click', () => {
    discard();
    window.location.assign(window.location.pathname);
  });
  said.append(button);
  form.prepend(said);
  form.dispatchEvent(new Event('change', { bubbles: true }));
}

async function seal(key: CryptoKey, fields: [string, string][]): Promise<Draft> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(fields));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, text));
  return { at: Date.now(), sealed: base64(new Uint8Array([...nonce, ...sealed])) };
}

async function open(key: CryptoKey, kept: string | null): Promise<[string, string][] | null> {
  if (!kept) return null;
  try {
    const all = bytes((JSON.parse(kept) as Draft).sealed);
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: all.slice(0, 12) }, key, all.slice(12));
    return JSON.parse(new TextDecoder().decode(text)) as [string, string][];
  } catch {
    return null;
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function base64(from: Uint8Array): string {
  let text = '';
  for (const byte of from) text += String.fromCharCode(byte);
  return btoa(text);
}
