// Starts the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Maker } from "./Maker.jsx";
import "./style.css";

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Maker />
  </StrictMode>,
);
