// The same film on a plain canvas, for browsers without WebGL2: slower, without the contour.
const mapSide = 256;

export class PlainPainter {
  constructor(canvas, inferno) {
    this.context = canvas.getContext("2d");
    this.inferno = inferno;
    this.windowed = "";
  }

  setFilm(film) {
    this.film = film;
    this.picture = new OffscreenCanvas(film.width, film.height);
    this.windowed = "";
  }

  setMap(map) {
    this.overlay = map ? this.colour(map) : null;
  }

  // Evidence between cells first, colours after: the order of the shader.
  colour(map) {
    const picture = new OffscreenCanvas(mapSide, mapSide);
    const context = picture.getContext("2d");
    const image = context.createImageData(mapSide, mapSide);
    const near = (value, length) => Math.min(length - 1, Math.max(0, value));
    const cell = (x, y) => map.values[near(y, map.height) * map.width + near(x, map.width)];
    for (let y = 0; y < mapSide; y++) {
      for (let x = 0; x < mapSide; x++) {
        const px = ((x + 0.5) / mapSide) * map.width - 0.5;
        const py = ((y + 0.5) / mapSide) * map.height - 0.5;
        const ix = Math.floor(px);
        const iy = Math.floor(py);
        const top = cell(ix, iy) + (cell(ix + 1, iy) - cell(ix, iy)) * (px - ix);
        const bottom = cell(ix, iy + 1) + (cell(ix + 1, iy + 1) - cell(ix, iy + 1)) * (px - ix);
        const level = Math.round((top + (bottom - top) * (py - iy)) * 255);
        image.data.set([...this.inferno.subarray(level * 3, level * 3 + 3), level], (y * mapSide + x) * 4);
      }
    }
    context.putImageData(image, 0, 0);
    return picture;
  }

  paint(view, look) {
    this.applyWindow(look);
    const { context, film } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(view.scale, 0, 0, view.scale, view.x, view.y);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.picture, 0, 0);
    if (!look.mapOn || !this.overlay) return;
    context.globalAlpha = look.opacity;
    context.drawImage(this.overlay, 0, 0, film.width, film.height);
    context.globalAlpha = 1;
  }

  applyWindow(look) {
    const key = `${look.center} ${look.width} ${look.invert}`;
    if (key === this.windowed) return;
    this.windowed = key;
    const { values } = this.film;
    const most = values instanceof Uint16Array ? 65535 : 255;
    const low = look.center - look.width / 2;
    const table = new Uint8ClampedArray(most + 1);
    for (let i = 0; i <= most; i++) {
      const grey = Math.min(1, Math.max(0, (i / most - low) / look.width));
      table[i] = 255 * (look.invert ? 1 - grey : grey);
    }
    const context = this.picture.getContext("2d");
    const image = context.createImageData(this.film.width, this.film.height);
    for (let i = 0, o = 0; i < values.length; i++, o += 4) {
      image.data[o] = image.data[o + 1] = image.data[o + 2] = table[values[i]];
      image.data[o + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }

  dispose() {}
}
