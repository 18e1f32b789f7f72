package io.github.noleaks.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Calls hooks from the methods of a class, and tells which methods it has not found. */
final class HookedClass extends ClassVisitor {
  /** Of a class file, the offset of the two bytes that say for which JDK it is. */
  private static final int VERSION = 6;

  /** That of JDK 17. What is newer since then makes no difference to these classes. */
  private static final int KNOWN = 61;

  private static final int WITHOUT_CODE = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;

  private final List<WeavingPoint> points;
  private final List<WeavingPoint> missing;
  private final Map<String, String> fields = new HashMap<>();

  private HookedClass(ClassVisitor next, List<WeavingPoint> points) {
    super(Opcodes.ASM9, next);
    this.points = points;
    missing = new ArrayList<>(points);
  }

  /**
   * Weaves a class.
   *
   * @param original its class file
   * @param points what to call, and where
   * @param missing gets those points that the class has not
   * @return the woven class file
   */
  static byte[] weave(byte[] original, List<WeavingPoint> points, List<WeavingPoint> missing) {
    byte[] read = original.clone();
    // The library refuses a class file of a JDK that is newer than itself.
    boolean newer = ((read[VERSION] & 0xff) << 8) + (read[VERSION + 1] & 0xff) > KNOWN;
    if (newer) {
      read[VERSION] = 0;
      read[VERSION + 1] = KNOWN;
    }
    ClassReader reader = new ClassReader(read);
    ClassWriter writer = new ClassWriter(reader, 0);
    HookedClass hooked = new HookedClass(writer, points);
    reader.accept(hooked, 0);
    missing.addAll(hooked.missing);
    byte[] woven = writer.toByteArray();
    if (newer) {
      woven[VERSION] = original[VERSION];
      woven[VERSION + 1] = original[VERSION + 1];
    }
    return woven;
  }

  @Override
  public net.bytebuddy.jar.asm.@Nullable FieldVisitor visitField(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    fields.put(name, descriptor);
    return super.visitField(access, name, descriptor, signature, value);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    if ((access & (WITHOUT_CODE | Opcodes.ACC_BRIDGE)) != 0) {
      return next;
    }
    MethodVisitor method = next;
    // The last one that is put around the others comes first.
    for (int i = points.size() - 1; i >= 0; i--) {
      WeavingPoint point = points.get(i);
      if (point.isAt(name, descriptor)) {
        missing.remove(point);
        boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
        method = new HookedMethod(method, point, descriptor, isStatic, fields);
      }
    }
    return method;
  }
}
