/** Markup is written once, in the page's templates; scripts clone it, fill it and keep lists in step with records. */

/** A clone of a `<template>`, its `data-fill` places filled: text, nodes, or null to hide the place. */
export function fill(template, values = {}) {
  const source = typeof template === "string" ? document.getElementById(template) : template;
  const made = document.importNode(source.content.firstElementChild, true); // custom elements wake up before they are filled
  return refill(made, values);
}

/** Fill the places of an element that is there already. */
export function refill(element, values) {
  for (const [name, value] of Object.entries(values)) for (const place of places(element, name)) put(place, value);
  return element;
}

function places(element, name) {
  const found = [...element.querySelectorAll(`[data-fill="${name}"]`)];
  return element.dataset.fill === name ? [element, ...found] : found;
}

function put(place, value) {
  place.hidden = value === null || value === undefined || value === false;
  if (place.hidden) return;
  if (value instanceof Node) place.replaceChildren(value);
  else if (Array.isArray(value)) place.replaceChildren(...value);
  else if (place.textContent !== String(value)) place.textContent = value;
}

/** Set or take away attributes: null and false take away, true sets it empty. */
export function mark(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== (value === true ? "" : String(value))) element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

/**
 * Make a list show `items` in their order, keeping each item's own element (and its focus): `key(item)` names it,
 * `make(item)` makes its element, `update(element, item)` brings it up to date. Returns the elements by key.
 */
export function keyed(list, items, key, make, update = () => {}) {
  const known = list.keyedElements || new Map();
  const now = new Map();
  for (const item of items) {
    const name = key(item);
    const element = known.get(name) || make(item);
    update(element, item);
    now.set(name, element);
  }
  for (const [name, element] of known) if (now.get(name) !== element) element.remove();
  let place = list.firstElementChild;
  for (const element of now.values()) {
    if (element === place) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
  list.keyedElements = now;
  return now;
}

export const byId = (id) => document.getElementById(id);
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
