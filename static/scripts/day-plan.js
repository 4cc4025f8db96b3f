// The plan of a procedure's days: gets its dates, and becomes a file for a calendar. Nothing is sent; the date alone is kept, in this tab.
(() => {
  const plan = document.querySelector('.plan');
  const pick = document.querySelector('.plan__pick');
  const field = document.getElementById('plan-day');
  if (!plan || !pick || !field || !window.Intl || !Object.assign) return;
  const note = pick.querySelector('.plan__note');
  const save = pick.querySelector('[data-save]');
  const rows = [...plan.querySelectorAll('.plan__day')];
  const dates = new Map(rows.map(row => [row, row.querySelector('.plan__date')]));
  const blanks = new Map(rows.map(row => [row, [...dates.get(row).childNodes]]));
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: 'long', month: 'long', day: 'numeric', year: 'numeric', timeZone: 'UTC',
  });

  // A day is a number of days and has no time: so no clock that is put forward or back moves it.
  const DAY = 86400000;
  const two = number => String(number).padStart(2, '0');
  function dayOf(year, month, day) {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    return Math.round(date.getTime() / DAY);
  }
  function typed() {
    const found = /^([2-9]\d{3})-(\d{2})-(\d{2})$/.exec(field.value); // a year that is still being typed is none
    return found && dayOf(+found[1], +found[2], +found[3]);
  }
  function today() {
    const now = new Date();
    return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate());
  }
  const dayIn = (row, chosen) => chosen + Number(row.dataset.day);

  // A date for each plan, so that it is still there after a reload and on the way back from the next page.
  const KEY = `day-plan:${plan.dataset.address}`;
  function keep() {
    try {
      if (field.value) sessionStorage.setItem(KEY, field.value);
      else sessionStorage.removeItem(KEY);
    } catch { /* it is off or full */ }
  }
  function recall() {
    try { field.value = sessionStorage.getItem(KEY) || ''; } catch { /* it is off */ }
  }

  function show() {
    const chosen = typed(), now = today();
    save.hidden = chosen === null;
    for (const row of rows) date(row, chosen, now);
    const { over, soon, filled } = note.dataset;
    const isSoon = rows.some(row => dayIn(row, chosen) < now);
    const said = chosen === null ? '' : chosen < now ? over : isSoon ? soon : filled;
    if (note.textContent !== said) note.textContent = said; // said once, however often a reader types
  }

  function date(row, chosen, now) {
    const place = dates.get(row), day = dayIn(row, chosen);
    const isOver = chosen !== null && day < now;
    row.classList.toggle('plan__day--over', isOver);
    row.classList.toggle('plan__day--today', chosen !== null && day === now);
    if (chosen === null) {
      place.replaceChildren(...blanks.get(row));
      return;
    }
    const { today: isToday, over, late } = place.dataset;
    const said = document.createElement('strong');
    said.textContent = day === now ? isToday : !isOver ? '' : chosen < now ? over : late;
    place.replaceChildren(words.format(new Date(day * DAY)), said.textContent && ' ', said);
  }

  // RFC 5545: commas, semicolons and backslashes are marked, and no line is longer than 75 bytes.
  const marked = text => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
  const bytes = text => new TextEncoder().encode(text).length;
  function folded(line) {
    let lines = '', rest = '';
    for (const letter of line) {
      if (bytes(rest + letter) > 75) {
        lines += `${rest}\r\n`;
        rest = ' ';
      }
      rest += letter;
    }
    return `${lines}${rest}\r\n`;
  }
  function written(day) {
    const date = new Date(day * DAY);
    return String(date.getUTCFullYear()).padStart(4, '0') + two(date.getUTCMonth() + 1) + two(date.getUTCDate());
  }

  // What was due before today is still to do while the procedure is ahead: no calendar reminds of a day that is over.
  function dueIn(row, chosen) {
    const day = dayIn(row, chosen), now = today();
    return chosen < now ? day : Math.max(day, now);
  }

  function event(row, chosen, stamp) {
    const day = dueIn(row, chosen);
    const said = row.querySelector('.plan__words').textContent.trim();
    const call = plan.querySelector('.plan__call').textContent.trim();
    const address = plan.dataset.address;
    return [
      'BEGIN:VEVENT',
      // One name for a line of this plan, so that a day that is put off moves the entries and doubles none.
      `UID:${row.dataset.day}.${address.replace(/^\w+:\/\//, '').replace(/\W+/g, '-')}@${location.hostname}`,
      `SEQUENCE:${Math.floor(Date.now() / 60000)}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${written(day)}`,
      `DTEND;VALUE=DATE:${written(day + 1)}`,
      `SUMMARY:${marked(`${row.querySelector('.plan__when').textContent}: ${plan.dataset.title}`)}`,
      `DESCRIPTION:${marked(`${said}\n\n${call}\n${plan.dataset.help}`)}`,
      `URL:${address}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ];
  }

  function calendar(chosen) {
    const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const events = rows.map(row => event(row, chosen, stamp));
    const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//${location.hostname}//Day plan//EN`, 'CALSCALE:GREGORIAN'];
    return lines.concat(...events, 'END:VCALENDAR').map(folded).join('');
  }

  save.addEventListener('click', () => {
    const chosen = typed();
    if (chosen === null) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([calendar(chosen)], { type: 'text/calendar' }));
    link.download = plan.dataset.file;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  for (const name of ['input', 'change']) {
    field.addEventListener(name, () => {
      keep();
      show();
    });
  }
  addEventListener('pageshow', () => {
    recall();
    show();
  });
  field.hidden = false;
  pick.querySelector('.plan__line').remove();
  recall();
  show();
})();
