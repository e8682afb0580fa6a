import "./styles/index.css";

import { Application } from "@hotwired/stimulus";
import { StreamActions } from "@hotwired/turbo";

import AnnouncerController from "./controllers/announcer_controller.js";
import AttachmentsController from "./controllers/attachments_controller.js";
import ChatController from "./controllers/chat_controller.js";
import ChatsController from "./controllers/chats_controller.js";
import CompareController from "./controllers/compare_controller.js";
import ComposerController from "./controllers/composer_controller.js";
import ConnectionController from "./controllers/connection_controller.js";
import CopyController from "./controllers/copy_controller.js";
import DrawerController from "./controllers/drawer_controller.js";
import EditController from "./controllers/edit_controller.js";
import FollowController from "./controllers/follow_controller.js";
import KeepController from "./controllers/keep_controller.js";
import MenuController from "./controllers/menu_controller.js";
import ModelsController from "./controllers/models_controller.js";
import MomentController from "./controllers/moment_controller.js";
import NoteController from "./controllers/note_controller.js";
import PaletteController from "./controllers/palette_controller.js";
import PanelController from "./controllers/panel_controller.js";
import PickerController from "./controllers/picker_controller.js";
import PromptsController from "./controllers/prompts_controller.js";
import ShortcutsController from "./controllers/shortcuts_controller.js";
import SpeechController from "./controllers/speech_controller.js";
import ThemeController from "./controllers/theme_controller.js";
import ToastController from "./controllers/toast_controller.js";
import { advance, gap } from "./live/advance.js";
import { AnswerElement } from "./live/answer.js";
import { StreamFromElement } from "./live/stream_from.js";
import "./visits.js";
import "./zone.js";

StreamActions.advance = function () {
  if (!advance(this)) gap(this);
};

const application = Application.start();
application.register("announcer", AnnouncerController);
application.register("attachments", AttachmentsController);
application.register("chat", ChatController);
application.register("chats", ChatsController);
application.register("compare", CompareController);
application.register("composer", ComposerController);
application.register("connection", ConnectionController);
application.register("copy", CopyController);
application.register("drawer", DrawerController);
application.register("edit", EditController);
application.register("follow", FollowController);
application.register("keep", KeepController);
application.register("menu", MenuController);
application.register("models", ModelsController);
application.register("moment", MomentController);
application.register("note", NoteController);
application.register("palette", PaletteController);
application.register("panel", PanelController);
application.register("picker", PickerController);
application.register("prompts", PromptsController);
application.register("shortcuts", ShortcutsController);
application.register("speech", SpeechController);
application.register("theme", ThemeController);
application.register("toast", ToastController);

customElements.define("palaver-answer", AnswerElement);
customElements.define("turbo-stream-from", StreamFromElement);
