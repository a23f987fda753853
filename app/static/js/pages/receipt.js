/** Keeping the receipt: as a picture, or on the clipboard. */

import "../ui/offline.js";
import { toast } from "../ui/toast.js";
import { say } from "../ui/words.js";

const W = 1080;
const H = 720;
const slip = document.getElementById("slip");
const code = document.getElementById("receipt").textContent;

document.getElementById("keep").hidden = false;
document.getElementById("save").addEventListener("click", save);
document.getElementById("copy").addEventListener("click", copy);

async function copy() {
  try {
    await navigator.clipboard.writeText(code);
    toast(say("copied"));
  } catch (error) {
    getSelection().selectAllChildren(document.getElementById("receipt"));
    toast(say("notCopied"));
  }
}

function save() {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: W, height: H });
  draw(canvas.getContext("2d"));
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${say("file")}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    toast(say("saved"));
  }, "image/png");
}

function draw(pen) {
  const style = getComputedStyle(slip);
  const token = (name) => style.getPropertyValue(name).trim();
  pen.fillStyle = token("--paper");
  pen.fillRect(0, 0, W, H);
  pen.fillStyle = token("--edge");
  pen.fillRect(0, 0, W, 28);
  pen.fillStyle = token("--on-paper");
  pen.textAlign = "center";
  pen.direction = document.documentElement.dir;
  line(pen, say("title"), 130, 48, style);
  line(pen, code, 340, 104, style, 700);
  [...slip.querySelectorAll(".slip__name, .slip__where")].forEach((place, n) => line(pen, place.textContent, 450 + n * 72, 44, style));
}

function line(pen, text, y, size, style, weight = 400) {
  pen.font = `${weight} ${size}px ${style.fontFamily}`;
  pen.fillText(text, W / 2, y, W - 120);
}
