// Sends one file with the fields of a form. Not by fetch, which tells nothing of how far it has come.
export class Upload {
  #request = new XMLHttpRequest();

  constructor(form, file, clientId) {
    this.address = form.action;
    this.body = new FormData(form);
    this.body.set("file", file);
    this.body.set("client_id", clientId);
  }

  // The server's HTML; `refused` is its sentence, or "" where there is none.
  send(progress) {
    const request = this.#request;
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.open("POST", this.address);
    request.setRequestHeader("Turbo-Frame", "attachments");
    return new Promise((resolve) => {
      request.onload = () => resolve(this.#outcome());
      request.onerror = request.onabort = () => resolve({ refused: "" });
      request.send(this.body);
    });
  }

  cancel() {
    this.#request.abort();
  }

  #outcome() {
    const { status, responseText, responseURL } = this.#request;
    if (status === 200 && responseURL === this.address) return { html: responseText };
    return { refused: status === 422 ? responseText : "" };
  }
}
