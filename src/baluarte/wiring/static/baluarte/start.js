// Wakes the kit's own helpers. Every page is complete without this file.
import { createAll, ErrorSummary, Button, ServiceNavigation, SkipLink } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const helper of [ErrorSummary, Button, ServiceNavigation, SkipLink]) {
  createAll(helper);
}
