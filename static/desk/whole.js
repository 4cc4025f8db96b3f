/* A page in a frame is as high as it is long, so that nobody scrolls a window within a window. */
"use strict";
for (const frame of document.querySelectorAll(".queue__page, .review__page")) {
  const fit = () => {
    const root = frame.contentDocument?.documentElement;
    if (!root) return;
    const high = () => { frame.style.height = `${root.scrollHeight + 2}px`; };
    high();
    new ResizeObserver(high).observe(frame.contentDocument.body);
  };
  frame.addEventListener("load", fit);
  if (frame.contentDocument?.readyState === "complete") fit();
}
