// Choose a place or draw an area on a map, over a box that can be filled in without one.

import { loadStyle, makeMap } from "./map-base.js";
import { startPointPicker } from "./picker-point.js";
import { startPolygonPicker } from "./picker-polygon.js";

const KINDS = { point: startPointPicker, polygon: startPolygonPicker };

for (const box of document.querySelectorAll("[data-picker]")) start(box);

async function start(box) {
  const field = document.getElementById(box.dataset.field);
  if (!field) return;
  const text = box.querySelector("script[type='application/json']");
  const outline = text ? JSON.parse(text.textContent) : null;
  loadStyle(box);
  const canvas = document.createElement("div");
  canvas.className = "ww-map__canvas ww-map__canvas--picker ww-no-print";
  box.append(canvas);
  const map = await makeMap(canvas, box.dataset.worker, box.dataset.words, outline);
  if (!map) {
    canvas.remove();
    return;
  }
  if (outline) addOutline(map, outline);
  const status = document.createElement("p");
  status.className = "ww-map__status";
  status.setAttribute("role", "status");
  canvas.after(status);
  KINDS[box.dataset.picker]({ box, field, map, canvas, status });
}

function addOutline(map, data) {
  map.addSource("outline", { type: "geojson", data });
  map.addLayer({ id: "ground-fill", type: "fill", source: "outline", paint: { "fill-color": "#dcebea" } });
  map.addLayer({ id: "ground-line", type: "line", source: "outline", paint: { "line-color": "#2c4a52", "line-width": 1 } });
  map.addLayer({
    id: "ground-names",
    type: "symbol",
    source: "outline",
    layout: {
      "text-field": ["coalesce", ["get", "name"], ""],
      "text-font": ["Atkinson Hyperlegible", "sans-serif"],
      "text-size": 13,
      "text-max-width": 7,
    },
    paint: { "text-color": "#13252c", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
  });
}
