// Wakes the kit's own helpers, and lets a list change in place. Every page is complete without this file.
import { createAll, ErrorSummary, Button, ServiceNavigation, SkipLink } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const helper of [ErrorSummary, Button, ServiceNavigation, SkipLink]) {
  createAll(helper);
}

// An answer that lacks the part that was asked for (an error, the end of a session) is shown as the page it is.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo, target, requestConfig } = event.detail;
  const asked = requestConfig && requestConfig.verb === "get";
  if (!asked && xhr.responseText.includes(`id="${target.id}"`)) {
    event.detail.shouldSwap = true; // an answer that refuses is shown where the form stood
    event.detail.isError = false;
    return;
  }
  if (xhr.status >= 400 || !xhr.responseText.includes(`id="${target.id}"`)) {
    event.preventDefault();
    window.location.assign(xhr.responseURL || pathInfo.requestPath);
  }
});

// The new count and order are said aloud, from a place that outlives the exchange.
document.body.addEventListener("htmx:afterSettle", () => {
  const count = document.getElementById("list-count");
  document.getElementById("said").textContent = count ? count.textContent.replace(/\s+/g, " ").trim() : "";
});

// What is copied letter by letter gets a button; without this file it is selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById("said").textContent = button.dataset.copy;
  });
}
