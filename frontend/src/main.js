import "./styles/index.css";

import "@hotwired/turbo";
