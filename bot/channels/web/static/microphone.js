/* The microphone of a device: what it can record, and how it is asked for and let go. */
import { pause } from './connection.js';

const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/webm'];
const { mediaDevices } = navigator;

const canRecord = Boolean(mediaDevices && self.MediaRecorder);
/* How it records; empty where it cannot. */
export const kind = canRecord ? KINDS.find((one) => MediaRecorder.isTypeSupported(one)) : '';

function ask() {
  return mediaDevices.getUserMedia({ audio: true });
}

/* One that was let go a moment ago may not be ready yet: unless it is refused, it is asked once more. */
export async function microphone(isStillWanted) {
  try {
    return await ask();
  } catch (problem) {
    if (problem.name === 'NotAllowedError' || !isStillWanted()) throw problem;
    await pause(0.5);
    if (!isStillWanted()) throw problem;
    return ask();
  }
}

export function hush(stream) {
  stream.getTracks().forEach((track) => track.stop());
}
