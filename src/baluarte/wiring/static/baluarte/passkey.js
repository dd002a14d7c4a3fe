// Lets the button of a form ask the browser for a passkey. The ceremony itself is allauth's; here it meets our pages.
(() => {
  const form = document.querySelector("form[data-passkey]");
  const button = document.getElementById("passkey");
  if (!form || !button) return;

  const say = (when) => {
    for (const words of document.querySelectorAll("#passkey-problems [data-when]")) words.hidden = words.dataset.when !== when;
    button.disabled = false;
  };
  const reasons = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "place" };

  if (!window.PublicKeyCredential) return say("none");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault(); // told in words, not in the console
    say(reasons[event.detail.exception.name] || "failed");
  });

  const ids = { credential: "passkey-answer" };
  const data = form.dataset.options ? JSON.parse(form.dataset.options) : undefined;
  const ceremonies = {
    login: () => window.allauth.webauthn.forms.loginForm({ ids: { ...ids, login: "passkey" } }),
    again: () => window.allauth.webauthn.forms.authenticateForm({ ids: { ...ids, authenticate: "passkey" }, data }),
    add: () => window.allauth.webauthn.forms.addForm({ ids: { ...ids, add: "passkey", passwordless: "passkey-alone" }, data }),
  };
  ceremonies[form.dataset.passkey]();
  button.addEventListener("click", () => say(""));
  button.disabled = false;
})();
