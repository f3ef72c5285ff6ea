// What maps and pickers share: how a map is made here, without a base map and without a third party.

import { LngLatBounds, Map, NavigationControl, setWorkerUrl } from "./built/maplibre-gl.js";

const SHADES = {
  none: "#ffffff",
  plain: "#dcebea",
  1: "#e8f3ee",
  2: "#b5dbd0",
  3: "#74b9b0",
  4: "#2f8a8b",
  5: "#0b4650",
  high: "#c2410c",
  low: "#2b6cb0",
};

export function shade() {
  const pairs = Object.entries(SHADES).flatMap(([key, colour]) => [key, colour]);
  return ["match", ["to-string", ["coalesce", ["get", "shade"], "plain"]], ...pairs, SHADES.plain];
}

export function loadStyle(box) {
  const sheet = box.querySelector("link[data-map-style]");
  if (sheet) sheet.media = "all";
}

export function fitted(features) {
  const bounds = new LngLatBounds();
  const walk = (coordinates) => {
    if (typeof coordinates[0] === "number") bounds.extend([coordinates[0], coordinates[1]]);
    else coordinates.forEach(walk);
  };
  for (const feature of features) walk(feature.geometry.coordinates);
  return bounds;
}

// Resolves to a map that is ready for layers, or to null where the browser cannot draw one.
export function makeMap(box, workerUrl, title, data) {
  setWorkerUrl(new URL(workerUrl, window.location.href).href);
  let map;
  try {
    map = new Map({
      container: box,
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f7faf9" } }] },
      bounds: data?.features.length ? fitted(data.features) : [[-6.5, 49.8], [1.9, 55.9]],
      fitBoundsOptions: { padding: 18, animate: false },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19,
      locale: { "Map.Title": title },
    });
  } catch {
    return Promise.resolve(null);
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return new Promise((resolve) => {
    map.once("load", () => resolve(map));
    map.once("error", () => resolve(null));
  });
}
