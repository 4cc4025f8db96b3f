/* Puts a link to a picked page into the text, where the cursor stands. The words that are marked become the link. */
"use strict";
for (const picker of document.querySelectorAll(".desk-picker")) {
  const body = document.querySelector("#id_body");
  picker.querySelector(".desk-insert").addEventListener("click", async () => {
    const page = picker.querySelector("select").value;
    if (!page) return;
    const answer = await fetch(picker.dataset.url.replace("/0/", `/${page}/`));
    if (!answer.ok) return;
    const { title, target } = await answer.json();
    const words = body.value.slice(body.selectionStart, body.selectionEnd) || title;
    body.setRangeText(`[${words}](${target})`, body.selectionStart, body.selectionEnd, "end");
    body.focus();
  });
}
