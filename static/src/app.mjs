// Hundredweight's script. Every page works without it: it adds word counts, the
// "Show" button of passwords, focus on the error summary, and autosave.
import { Button, CharacterCount, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll } from "govuk-frontend";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
for (const component of [Button, CharacterCount, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}

// Autosave: two seconds after typing stops, the form is posted as it stands to
// its data-autosave address. The answer says when it was saved, or why not;
// nothing on the page is ever replaced.
const pause = 2000;
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let timer;
  let running = false;
  const say = (text) => {
    if (status) status.textContent = text;
  };
  const save = async () => {
    if (running) {
      timer = setTimeout(save, pause);
      return;
    }
    running = true;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (response.ok) {
        const saved = await response.json();
        const revision = form.querySelector("input[name=revision]");
        if (revision && saved.revision) revision.value = saved.revision;
        say(saved.said);
      } else if (response.status === 409 || response.status === 422) {
        say((await response.json()).said);
      } else {
        say("Not saved. Press Save and continue, or copy your text before you leave this page.");
      }
    } catch {
      say("No connection. Your text is still on this page: it will be saved when you are back.");
      timer = setTimeout(save, 10 * pause);
    }
    running = false;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
