/* Whoever signs out leaves no words behind in this browser. */
"use strict";
try {
  for (const key of Object.keys(localStorage)) if (key.startsWith("desk-kept:")) localStorage.removeItem(key);
} catch { /* a browser that keeps nothing has nothing */ }
