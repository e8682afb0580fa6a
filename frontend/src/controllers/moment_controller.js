import { Controller } from "@hotwired/stimulus";

// A <time> in the reader's own language and time zone.
export default class extends Controller {
  connect() {
    const moment = new Date(this.element.dateTime);
    const style = { dateStyle: "medium", timeStyle: "short" };
    this.element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, style).format(moment);
  }
}
