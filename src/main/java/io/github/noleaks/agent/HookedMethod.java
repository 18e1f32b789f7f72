package io.github.noleaks.agent;

import java.util.Map;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Calls a hook where a method begins or ends. There is no branch in what is added, and no local
 * variable: the frames of the method stay as they are.
 */
final class HookedMethod extends MethodVisitor {
  private static final String HOOKS = "io/github/noleaks/agent/boot/Hooks";
  private static final String OBJECT = "Ljava/lang/Object;";

  private final WeavingPoint point;
  private final Type[] parameters;
  private final boolean isStatic;
  private final Map<String, String> fields;
  private int pushed;

  HookedMethod(
      MethodVisitor next,
      WeavingPoint point,
      String descriptor,
      boolean isStatic,
      Map<String, String> fields) {
    super(Opcodes.ASM9, next);
    this.point = point;
    parameters = Type.getArgumentTypes(descriptor);
    this.isStatic = isStatic;
    this.fields = fields;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    if (!point.atEnd()) {
      callHook();
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (point.atEnd() && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      callHook();
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(maxStack + pushed, maxLocals);
  }

  private void callHook() {
    StringBuilder descriptor = new StringBuilder("(");
    boolean first = true;
    for (String each : point.arguments()) {
      descriptor.append(push(each, first));
      first = false;
    }
    // Each is one slot wide.
    pushed = point.arguments().size();
    super.visitMethodInsn(
        Opcodes.INVOKESTATIC, HOOKS, point.hook(), descriptor.append(")V").toString(), false);
  }

  /** As what the hook takes it. */
  private String push(String argument, boolean first) {
    if (Character.isUpperCase(argument.charAt(0))) {
      super.visitLdcInsn(argument);
      return "Ljava/lang/String;";
    }
    if (argument.equals("result")) {
      if (!first) {
        throw new IllegalArgumentException("the result has to come first: " + point);
      }
      super.visitInsn(Opcodes.DUP);
      return OBJECT;
    }
    int dot = argument.indexOf('.');
    String type = pushVariable(dot < 0 ? argument : argument.substring(0, dot));
    return taken(dot < 0 ? type : pushField(type, argument.substring(dot + 1)));
  }

  private static String taken(String type) {
    return type.length() == 1 ? type : OBJECT;
  }

  private String pushVariable(String name) {
    if (name.equals("this")) {
      super.visitVarInsn(Opcodes.ALOAD, 0);
      return "L" + point.type() + ";";
    }
    int index = Integer.parseInt(name) - 1;
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < index; i++) {
      slot += parameters[i].getSize();
    }
    super.visitVarInsn(parameters[index].getOpcode(Opcodes.ILOAD), slot);
    return parameters[index].getDescriptor();
  }

  private String pushField(String ofType, String field) {
    int colon = field.indexOf(':');
    if (colon < 0) {
      String type = fields.get(field);
      if (type == null) {
        throw new IllegalArgumentException(
            "%s has no field %s".formatted(point.className(), field));
      }
      super.visitFieldInsn(Opcodes.GETFIELD, point.type(), field, type);
      return type;
    }
    if (!ofType.equals("L" + point.type() + ";")) {
      // A protected field may be read of one's own kind only.
      super.visitTypeInsn(Opcodes.CHECKCAST, point.type());
    }
    String type = field.substring(colon + 1);
    int dot = field.lastIndexOf('.', colon);
    super.visitFieldInsn(
        Opcodes.GETFIELD, field.substring(0, dot), field.substring(dot + 1, colon), type);
    return type;
  }
}
