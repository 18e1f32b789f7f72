package io.github.noleaks.internal.heap;

/** Why an object cannot be collected, whoever refers to it. */
public enum RootKind {
  /** Not said. */
  UNKNOWN,
  /** Native code keeps it. */
  JNI_GLOBAL,
  /** A native method that runs in a thread uses it. */
  JNI_LOCAL,
  /** A local variable or an operand of a frame refers to it. */
  JAVA_FRAME,
  /** Native code of a thread uses it. */
  NATIVE_STACK,
  /** A class that is never unloaded. */
  STICKY_CLASS,
  /** A thread is blocked on it. */
  THREAD_BLOCK,
  /** Some thread has used it as a monitor; that alone gives nobody access to it. */
  MONITOR_USED,
  /** It is a thread that lives. */
  THREAD
}
