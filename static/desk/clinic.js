/* The form of the clinic: a new phone number is asked about before it is sent. Without script the server asks. */
"use strict";
const form = document.querySelector("#clinic-form");
const question = document.querySelector("#phone-question");
const phone = document.querySelector("#id_phone");
if (form && question && phone && !document.querySelector("#ask-phone")) {
  const yes = question.querySelector("[name='confirmed_phone']");
  const nobody = question.querySelector("ins").textContent;
  form.addEventListener("submit", (event) => {
    const number = phone.value.trim();
    const digits = number.replace(/(?:ext|extension|x|#)\.?\s*\d+$/i, "");
    const isNumber = !digits || /^[\d\s()+./-]*\d[\d\s()+./-]*$/.test(digits); /* what is none, the server refuses */
    if (event.submitter === yes || number === question.dataset.was || !isNumber) return;
    event.preventDefault();
    yes.value = `=${number}`;
    question.querySelector("ins").textContent = number || nobody;
    question.showModal();
  });
  question.querySelector("[type='button']").addEventListener("click", () => question.close());
}
