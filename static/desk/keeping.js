/* Keeps what is typed into the form of a page: on the server every four seconds, in this browser while the server is
   away or whoever writes is signed out. Says so in the bar, says who else is writing, and asks before one leaves only
   where the last words are kept nowhere. */
"use strict";
{
  const EVERY = 4000, DAYS = 30, AT_THE_END = 60000; /* milliseconds; days; characters that a closing page can still send */
  const PREFIX = "desk-kept:";
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "verb", "next", "add", "confirmed"]);
  const form = document.querySelector("#page-form");
  const said = document.querySelector("#keeping").dataset;
  const line = document.querySelector("#bar-kept");
  const others = document.querySelector("#others");
  const tab = form.elements.tab;
  const mine = `${PREFIX}${said.person}:`;
  const here = () => `${mine}${said.page}:${tab.value}`;

  function typed() {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !NOT_KEPT.has(name)) (found[name] ||= []).push(value);
    }
    return JSON.stringify(found);
  }

  /* Whoever is quick, or waits for pictures, has typed before everything is there: that is no beginning to compare with. */
  const differs = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked
    : field.matches("input:not([type=hidden]), textarea") && field.value !== field.defaultValue);
  let place = "", part = "", isWriting = "unsaved" in said || [...form.elements].some(differs);
  let first = typed(), last = isWriting ? "" : first, keptAt = 0, problem = "", isBusy = false, isSent = false, beat = 0;
  const hasWritten = () => isWriting ||= typed() !== first;

  /* In this browser */

  function storeHere(text) {
    try {
      localStorage.setItem(here(), JSON.stringify({ text, place, turn: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }
  function forgetHere(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }
  function keysHere() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  }
  function readHere(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  /* On the server */

  function send(what, options = {}) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const body = JSON.stringify({ page: Number(said.page), ...what });
    return fetch(said.url, { method: "POST", headers, body, credentials: "same-origin", ...options });
  }
  function keeps(text) {
    return { fields: JSON.parse(text), tab: tab.value, turn: Date.now(), place };
  }
  function heard(answer) {
    if (others.innerHTML !== answer.others) others.innerHTML = answer.others;
    others.hidden = !answer.others;
  }
  async function keep(text) {
    isBusy = true;
    try {
      const answer = await send({ ...keeps(text), writing: true, part }, { signal: AbortSignal.timeout(15000) });
      if (!answer.ok) throw answer.status;
      const found = await answer.json();
      heard(found);
      forgetHere(here());
      if (found.outcome === "saved") tab.value = found.tab; /* this form was saved, and is written in again */
      else [last, keptAt, problem] = [text, Date.now(), ""];
    } catch (status) {
      problem = { 401: said.out, 403: said.out, 413: said.long }[status] || said.away;
      if (!storeHere(text)) problem = said.nowhere;
    }
    isBusy = false;
    say();
  }
  async function listen() {
    try {
      const answer = await send(hasWritten() ? { writing: true, part } : {});
      if (answer.ok) heard(await answer.json());
    } catch { /* the next time */ }
  }

  function say() {
    const seconds = Math.round((Date.now() - keptAt) / 1000);
    let words = problem;
    if (!problem && keptAt) {
      if (seconds < 3) words = said.now;
      else if (seconds < 60) words = said.seconds.replace("%n", seconds);
      else words = seconds < 120 ? said.minute : said.minutes.replace("%n", Math.floor(seconds / 60));
    }
    if (words && line.textContent !== words) line.textContent = words;
    line.setAttribute("aria-live", problem ? "polite" : "off");
    line.toggleAttribute("data-look", Boolean(problem));
  }

  function tick() {
    if (isSent) return;
    const text = typed();
    if (text !== last && !isBusy) keep(text);
    else if (!document.hidden && beat % 2 === 0 && !isBusy) listen();
    beat += 1;
    say();
  }
  function leave(isGone) {
    if (isSent) return;
    const text = typed();
    const what = isGone ? { writing: false } : {};
    if (text !== last) {
      storeHere(text);
      if (text.length < AT_THE_END) Object.assign(what, keeps(text));
    }
    if (isGone || what.fields) send(what, { keepalive: true }).catch(() => {});
  }

  /* Another window of this browser, in which the words that are offered here are being written */

  const windows = "BroadcastChannel" in window ? new BroadcastChannel(`${mine}${said.page}`) : null;
  function heardFrom({ data }) {
    const offered = document.querySelector("#offered");
    if (data.asks && data.asks === tab.value && hasWritten()) windows.postMessage({ has: tab.value });
    else if (data.has && data.has === offered?.dataset.tab) {
      offered.textContent = said.elsewhere;
      line.textContent = "";
    }
  }

  /* What an earlier form left in this browser */

  /* Whether the server has something now that this page does not offer yet: it may have come while the page was made. */
  async function isBrought(key) {
    const left = readHere(key);
    const its = key.slice(key.lastIndexOf(":") + 1);
    if (!left || typeof left.text !== "string" || Date.now() - left.turn > DAYS * 86400000) {
      forgetHere(key);
      return false;
    }
    if (its === tab.value && hasWritten()) return false; /* it stands in the form */
    try {
      const { text, turn } = left;
      const answer = await send({ fields: JSON.parse(text), tab: its, turn, place: left.place });
      if (!answer.ok) return false;
      const { outcome, digest } = await answer.json();
      forgetHere(key);
      return outcome === "kept" && digest !== document.querySelector("#offered")?.dataset.digest;
    } catch { /* it stays here until the server is back */
      return false;
    }
  }
  async function bringAll() {
    let isNew = false;
    for (const key of keysHere()) {
      if (!key.startsWith(mine)) forgetHere(key); /* another person's, who is not here any more */
      else if (key.startsWith(`${mine}${said.page}:`)) isNew = (await isBrought(key)) || isNew;
    }
    if (isSent) return; /* an answer is on its way, which no reload may cut off */
    if (isNew && !hasWritten()) location.reload();
    else if (isNew) offerAnew().catch(() => {}); /* the next form offers it */
  }
  /* Offers what was brought above words that somebody has begun to type meanwhile. */
  async function offerAnew() {
    const answer = await fetch(location.pathname, { credentials: "same-origin" });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#offered");
    document.querySelector("#offered")?.remove();
    if (found) others.after(found);
  }

  form.addEventListener("focusin", (event) => {
    if (event.target.id) place = event.target.id;
    part = event.target.closest(".fold")?.querySelector(".fold__name")?.textContent.trim() || "";
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.formTarget) return;
    const text = typed();
    if (text !== first || isWriting) storeHere(text); /* the way to the server may be closed, or one is signed out */
    isSent = true;
  });
  form.addEventListener("input", () => {
    isWriting = true;
    isSent = false; /* the answer was stopped, or is not waited for */
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) isSent = false; }); /* one came back to it */
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(false); });
  window.addEventListener("pagehide", () => leave(true));
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && typed() !== last && !storeHere(typed())) event.preventDefault();
  });
  window.addEventListener("online", tick);
  document.addEventListener("DOMContentLoaded", () => {
    last = first = typed(); /* other scripts have set up the form by now */
    if (isWriting) last = "";
    setInterval(tick, EVERY);
    setInterval(say, 1000);
  });
  window.addEventListener("load", () => {
    if (document.querySelector("#offered") && !location.hash) {
      history.scrollRestoration = "manual";
      scrollTo(0, 0); /* what is offered stands at the top, whatever one looked at last */
    }
    if (windows) {
      windows.addEventListener("message", heardFrom);
      const offered = document.querySelector("#offered");
      if (offered) windows.postMessage({ asks: offered.dataset.tab });
    }
    bringAll();
  });
}
