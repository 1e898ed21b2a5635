// Enhances a page that already works. Loaded as a module in the head, so it runs once the document has been read.
import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.js";
import { warnBeforeSignOut } from "./session.js";
import { offerSuggestions } from "./autocomplete.js";
import { offerNow } from "./now.js";
import { keepDrafts } from "./draft.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}
warnBeforeSignOut(document.querySelector("[data-session-warning]"));
offerSuggestions(document.querySelectorAll("select[data-suggest]"));
offerNow(document.querySelectorAll("button[data-now]"));
keepDrafts(document.querySelectorAll("form[data-draft]"));
