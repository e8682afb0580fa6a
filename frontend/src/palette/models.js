import { press } from "../commands.js";
import { matching } from "./match.js";

// The models that the message box offers; to choose one is to choose it there.
export function models(query) {
  const select = document.querySelector("select[data-chat-target=model]");
  const options = select ? [...select.options].filter(({ value }) => value) : [];
  return matching(
    options.map((option, index) => ({
      id: `palette_model_${index}`,
      label: option.label,
      hint: option.parentElement.label ?? "",
      deed: () => choose(select, option.value),
    })),
    query,
  );
}

function choose(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  press(document.querySelector("[data-command=message]"));
}
