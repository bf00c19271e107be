// Draws the film with WebGL2: integer texture, so that 16 bits stay 16 bits; window, invert and map in the shader.
const vertex = `#version 300 es
void main() { // one triangle over everything
  gl_Position = vec4(gl_VertexID == 1 ? 3. : -1., gl_VertexID == 2 ? 3. : -1., 0., 1.);
}`;

const fragment = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D film;
uniform sampler2D map;
uniform sampler2D colours;
uniform vec2 size;       // of the film in pixels
uniform vec3 view;       // scale, x, y: device pixels
uniform float canvasHeight;
uniform vec2 range;      // low end and width of the window
uniform float most;      // largest value a pixel can have
uniform bool invert;
uniform float opacity;   // 0: no map
uniform bool contour;
out vec4 colour;

float grey(ivec2 at) { return float(texelFetch(film, clamp(at, ivec2(0), ivec2(size) - 1), 0).r) / most; }

float smoothGrey(vec2 at) {
  vec2 p = at - .5;
  ivec2 i = ivec2(floor(p));
  vec2 f = p - vec2(i);
  return mix(mix(grey(i), grey(i + ivec2(1, 0)), f.x), mix(grey(i + ivec2(0, 1)), grey(i + ivec2(1, 1)), f.x), f.y);
}

float shown(vec2 at) { // made smaller, every film pixel counts: else fine lines flicker
  float step = 1. / view.x;
  int n = int(clamp(ceil(step), 1., 4.));
  if (n == 1) return smoothGrey(at);
  float sum = 0.;
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++)
      sum += smoothGrey(at + ((vec2(x, y) + .5) / float(n) - .5) * step);
  return sum / float(n * n);
}

void main() {
  vec2 at = (vec2(gl_FragCoord.x, canvasHeight - gl_FragCoord.y) - view.yz) / view.x;
  bool outside = any(lessThan(at, vec2(0.))) || any(greaterThanEqual(at, size));
  float value = clamp((shown(at) - range.x) / range.y, 0., 1.);
  vec3 c = vec3(invert ? 1. - value : value);
  if (opacity > 0.) {
    float level = texture(map, at / size).r; // cell centres and pixel centres both lie at half coordinates
    float line = smoothstep(1.5, .5, abs(level - .5) / max(fwidth(level), 1e-5));
    c = mix(c, texture(colours, vec2((level * 255. + .5) / 256., .5)).rgb, level * opacity);
    if (contour) c = mix(c, vec3(1.), line);
  }
  colour = outside ? vec4(0.) : vec4(c, 1.); // the page shows around the film: grey on a screen, white on paper
}`;

export class GlPainter {
  /** Null where the browser has no WebGL2. */
  static on(canvas, inferno) {
    const gl = canvas.getContext("webgl2", { alpha: true, antialias: false, preserveDrawingBuffer: true });
    return gl ? new GlPainter(gl, inferno) : null;
  }

  constructor(gl, inferno) {
    this.gl = gl;
    this.program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
    }
    gl.linkProgram(this.program);
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(this.program) ?? "shader");
    gl.useProgram(this.program);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.places = new Map();
    this.texture(0);
    this.mapTexture = this.texture(1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 1, 1, 0, gl.RED, gl.UNSIGNED_BYTE, new Uint8Array(1));
    this.texture(2);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, inferno);
    ["film", "map", "colours"].forEach((name, unit) => gl.uniform1i(this.at(name), unit));
  }

  at(name) {
    if (!this.places.has(name)) this.places.set(name, this.gl.getUniformLocation(this.program, name));
    return this.places.get(name);
  }

  texture(unit) {
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    const filter = unit === 0 ? gl.NEAREST : gl.LINEAR; // integer textures know no other
    for (const [name, value] of [[gl.TEXTURE_MIN_FILTER, filter], [gl.TEXTURE_MAG_FILTER, filter],
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE]]) gl.texParameteri(gl.TEXTURE_2D, name, value);
  }

  setFilm(film) {
    const gl = this.gl;
    const wide = film.values instanceof Uint16Array;
    this.size = [film.width, film.height];
    this.most = wide ? 65535 : 255;
    gl.activeTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, wide ? gl.R16UI : gl.R8UI, film.width, film.height, 0,
      gl.RED_INTEGER, wide ? gl.UNSIGNED_SHORT : gl.UNSIGNED_BYTE, film.values);
  }

  setMap(map) {
    this.hasMap = map !== null;
    if (!map) return;
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16F, map.width, map.height, 0, gl.RED, gl.FLOAT, map.values);
  }

  paint(view, look) {
    const gl = this.gl;
    gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
    gl.uniform2f(this.at("size"), ...this.size);
    gl.uniform3f(this.at("view"), view.scale, view.x, view.y);
    gl.uniform1f(this.at("canvasHeight"), gl.canvas.height);
    gl.uniform2f(this.at("range"), look.center - look.width / 2, look.width);
    gl.uniform1f(this.at("most"), this.most);
    gl.uniform1i(this.at("invert"), look.invert ? 1 : 0);
    gl.uniform1f(this.at("opacity"), look.mapOn && this.hasMap ? look.opacity : 0);
    gl.uniform1i(this.at("contour"), look.contour ? 1 : 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  dispose() {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
