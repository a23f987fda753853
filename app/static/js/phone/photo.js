/** Makes a photo small before it waits to be sent, and leaves behind where and when it was taken. */

const LONGEST = 1600;
const QUALITY = [0.82, 0.7, 0.55];
const ENOUGH = 600_000; // bytes; a poor network has to carry it

/** A JPEG of at most 1600 px: {blob, w, h}. Fails when the file is no picture this browser can read. */
export async function shrink(file) {
  const url = URL.createObjectURL(file);
  try {
    const picture = await opened(url);
    const { w, h } = fitting(picture.naturalWidth, picture.naturalHeight);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: w, height: h });
    canvas.getContext("2d").drawImage(picture, 0, 0, w, h);
    return { blob: await jpeg(canvas), w, h };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The size that fits, in whole pixels. */
export function fitting(width, height) {
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1));
  return { w: Math.max(1, Math.round(width * scale)), h: Math.max(1, Math.round(height * scale)) };
}

function opened(url) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => (picture.naturalWidth ? resolve(picture) : reject(new Error("empty")));
    picture.onerror = () => reject(new Error("not a picture"));
    picture.src = url;
  });
}

async function jpeg(canvas) {
  let blob = null;
  for (const quality of QUALITY) {
    blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
    if (blob && blob.size <= ENOUGH) break;
  }
  if (!blob) throw new Error("not drawn");
  return blob;
}
