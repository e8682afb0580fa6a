import { Controller } from "@hotwired/stimulus";

import { enrichAtOnce } from "../enrich/index.js";

// A page that shows the whole conversation is there to be printed: once all of it looks as it should.
export default class extends Controller {
  async connect() {
    await enrichAtOnce(document.querySelector("[role=log]"));
    if (this.element.isConnected) window.print();
  }
}
