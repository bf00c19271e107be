// Runs model.onnx on raw films with ONNX Runtime's own package for Node: node score.js MODEL < list
// Each line of the list: width, height, file of width x height float32 (grey 0..1, row by row). One JSON object a line comes out.
'use strict';
const fs = require('fs');
const ort = require('onnxruntime-node');

(async () => {
  const session = await ort.InferenceSession.create(process.argv[2]);
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const [width, height, file] = line.split('\t');
    const bytes = fs.readFileSync(file);
    const pixels = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const outputs = await session.run({ pixels: new ort.Tensor('float32', pixels, [1, 1, +height, +width]) });
    const { probability, logit, embedding } = outputs;
    console.log(JSON.stringify({ probability: probability.data[0], logit: logit.data[0],
      embedding: process.env.EMBEDDING ? Array.from(embedding.data) : undefined }));
  }
})();
