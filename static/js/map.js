// Draws the map beside the list. Without this the list is the page; nothing here is to be had on the map alone.
const L = window.L;
const NEAR = 48; // pixels: what is nearer than this is one group
const NEAR_AT_LAST = 30; // the same from the zoom on at which a group is opened as a list
const APART_AT = 18;

const holder = document.getElementById("map");
if (holder && L) start(holder);

function start(element) {
  const words = element.dataset;
  element.hidden = false;
  document.getElementById("map-off").hidden = true;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 5,
    maxZoom: 19,
    zoomSnap: words.tiles ? 1 : 0.25,
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
  });
  map.setView([51.5074, -0.1278], 10);
  L.control.zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (words.tiles) {
    L.control.attribution({ prefix: false }).addTo(map);
    L.tileLayer(words.tiles, { attribution: escaped(words.tilesSay), maxZoom: 19 }).addTo(map);
  }
  closeOnEscape(map);
  load(map, words);
}

// Leaflet takes an attribution as HTML: what is to be read as text is made text first.
function escaped(text) {
  const box = document.createElement("span");
  box.textContent = text ?? "";
  return box.innerHTML;
}

async function load(map, words) {
  const status = document.getElementById("map-status");
  try {
    const [boundaries, found] = await Promise.all([fetched(words.boundaries), fetched(words.outlets)]);
    const area = drawBoundaries(map, boundaries);
    const marks = new Marks(map, found.outlets, words);
    map.fitBounds(view(area, found.outlets), { padding: [12, 12], maxZoom: 16, animate: false });
    marks.draw();
    map.on("moveend", () => marks.draw());
    status.textContent = found.sentence;
  } catch {
    status.textContent = words.failed;
  }
}

async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

function drawBoundaries(map, boundaries) {
  const line = (feature) =>
    feature.properties.kind === "borough"
      ? { color: "#10403f", weight: 3, fill: false }
      : { color: "#4d6d6b", weight: 1, dashArray: "4 3", fill: false };
  const layer = L.geoJSON(boundaries, { style: line, interactive: false }).addTo(map);
  const names = L.layerGroup();
  layer.eachLayer((one) => {
    if (one.feature.properties.kind !== "ward") return;
    const name = document.createElement("span");
    name.textContent = one.feature.properties.name;
    const at = one.getBounds().getCenter();
    names.addLayer(L.tooltip(at, { permanent: true, direction: "center", className: "app-map-ward", content: name }));
  });
  const show = () => (map.getZoom() >= 14 ? names.addTo(map) : names.remove());
  map.on("zoomend", show);
  return layer.getBounds();
}

// What matches within the area, so that a shop far off does not shrink the rest; but what is only far off is shown.
function view(area, outlets) {
  const near = area.isValid() ? outlets.filter((one) => area.pad(0.1).contains(one.at)) : outlets;
  if (near.length > 0) return L.latLngBounds(near.map((one) => one.at));
  if (outlets.length > 0) return L.latLngBounds(outlets.map((one) => one.at));
  return area.isValid() ? area : L.latLngBounds([[49.9, -6], [55.8, 1.8]]);
}

class Marks {
  constructor(map, outlets, words) {
    this.map = map;
    this.words = words;
    this.outlets = outlets.map((one, number) => ({ ...one, number, latLng: L.latLng(one.at) }));
    this.drawn = new Map();
    this.wanted = null;
  }

  // Draws what is in sight, leaving alone what stands already, so that the focus stays where it is.
  draw() {
    const groups = this.groups();
    for (const [key, mark] of this.drawn) {
      if (groups.has(key)) continue;
      mark.remove();
      this.drawn.delete(key);
    }
    for (const [key, members] of groups) {
      if (!this.drawn.has(key)) this.drawn.set(key, this.mark(members));
    }
    if (this.wanted !== null) {
      const key = [...groups].find(([, members]) => members.some((one) => one.number === this.wanted))?.[0];
      this.wanted = null;
      (this.drawn.get(key)?.getElement() ?? this.map.getContainer()).focus({ preventScroll: true });
    }
  }

  // What is in sight of the groups of this zoom, which do not depend on what is in sight.
  groups() {
    const zoom = this.map.getZoom();
    if (this.grouped?.zoom !== zoom) this.grouped = { zoom, groups: this.group(zoom) };
    const sight = this.map.getBounds().pad(0.1);
    return new Map([...this.grouped.groups].filter(([, members]) => sight.contains(members[0].latLng)));
  }

  // The first outlet by name begins a group and stands for its place; no two groups are nearer than a mark is wide.
  group(zoom) {
    const near = zoom >= APART_AT ? NEAR_AT_LAST : NEAR;
    const cells = new Map();
    const groups = [];
    for (const one of this.outlets) {
      const point = this.map.project(one.latLng, zoom);
      const column = Math.floor(point.x / near);
      const row = Math.floor(point.y / near);
      let joined = null;
      for (let x = column - 1; x <= column + 1; x += 1) {
        for (let y = row - 1; y <= row + 1; y += 1) {
          joined ??= cells.get(`${x} ${y}`)?.find((group) => group.point.distanceTo(point) < near);
        }
      }
      if (joined) {
        joined.members.push(one);
        continue;
      }
      const group = { point, members: [one] };
      groups.push(group);
      const cell = `${column} ${row}`;
      cells.set(cell, [...(cells.get(cell) ?? []), group]);
    }
    const key = (members) => `${this.opensAsList(members)} ${members.map((one) => one.number).join(" ")}`;
    return new Map(groups.map(({ members }) => [key(members), members]));
  }

  mark(members) {
    const single = members.length === 1;
    const [first] = members;
    const face = document.createElement("span");
    face.textContent = single ? "" : String(members.length);
    const kind = single ? (first.chain ? " app-mark--chain" : "") : " app-mark--group";
    const icon = L.divIcon({ className: `app-mark${kind}`, html: face, iconSize: null });
    const mark = L.marker(first.latLng, { icon, keyboard: true }).addTo(this.map);
    const element = mark.getElement();
    const group = this.opensAsList(members) ? this.words.list : this.words.group;
    element.setAttribute("aria-label", single ? named(first) : group.replace("{count}", members.length));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      this.choose(mark, members);
    });
    mark.on("click", () => this.choose(mark, members));
    return mark;
  }

  opensAsList(members) {
    const [first] = members;
    return this.map.getZoom() >= APART_AT || members.every((one) => one.latLng.equals(first.latLng, 1e-5));
  }

  choose(mark, members) {
    if (this.opensAsList(members)) {
      open(this.map, mark, members, this.words);
      return;
    }
    const bounds = L.latLngBounds(members.map((one) => one.latLng));
    this.wanted = members[0].number;
    const zoom = Math.max(this.map.getBoundsZoom(bounds, false, L.point(40, 40)), this.map.getZoom() + 1);
    this.map.setView(bounds.getCenter(), Math.min(zoom, APART_AT));
  }
}

function named(outlet) {
  return [outlet.name, outlet.where, ...outlet.notes].filter(Boolean).join(", ");
}

// Names are text that people typed: they are never read as HTML.
function told(outlet) {
  const link = document.createElement("a");
  link.href = outlet.url;
  link.className = "govuk-link";
  link.textContent = outlet.name;
  const rest = document.createElement("p");
  rest.textContent = [outlet.where, ...outlet.notes].filter(Boolean).join(". ");
  return [link, rest];
}

function open(map, mark, members, words) {
  const content = document.createElement("div");
  if (members.length === 1) {
    content.append(...told(members[0]));
  } else {
    const list = document.createElement("ul");
    for (const one of members) {
      const item = document.createElement("li");
      item.append(...told(one));
      list.append(item);
    }
    content.append(list);
  }
  const popup = L.popup({ offset: [0, -8], autoPanPadding: [16, 16], maxWidth: 260 });
  popup.setLatLng(mark.getLatLng()).setContent(content).openOn(map);
  const box = popup.getElement();
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", members.length === 1 ? members[0].name : words.several);
  box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.close);
  popup.once("remove", () => {
    if (box.contains(document.activeElement) || document.activeElement === document.body) {
      mark.getElement()?.focus({ preventScroll: true });
    }
  });
  content.querySelector("a").focus({ preventScroll: true });
}

function closeOnEscape(map) {
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    map.closePopup();
  });
}
