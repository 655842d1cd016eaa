/** One checkbox in a table's head chooses all rows, and says how many are chosen where `data-chosen` stands. */
export function chooseAll(): void {
  for (const all of document.querySelectorAll<HTMLInputElement>('[data-choose-all]')) {
    const name = all.dataset['chooseAll'] ?? '';
    const rows = [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
    if (rows.length === 0) continue;
    const said = document.querySelector<HTMLElement>(`[data-chosen="${CSS.escape(name)}"]`);
    const count = (): void => {
      const chosen = rows.filter((row) => row.checked).length;
      all.checked = chosen === rows.length;
      all.indeterminate = chosen > 0 && !all.checked;
      if (said) said.textContent = `${chosen}/${rows.length}`;
    };
    all.hidden = false;
    all.addEventListener('change', () => {
      for (const row of rows) row.checked = all.checked;
      count();
    });
    for (const row of rows) row.addEventListener('change', count);
    count();
  }
}
