package io.github.noleaks.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;

/** A short-lived JVM that attaches the agent to another one: a JVM may not do that to itself. */
public final class Attach {
  private Attach() {}

  /**
   * Attaches.
   *
   * @param args the id of the other process, and the agent's jar
   * @throws AttachNotSupportedException if that JVM cannot be attached to
   * @throws IOException if it cannot be spoken with
   * @throws AgentLoadException if it refuses the agent
   * @throws AgentInitializationException if the agent failed there
   */
  public static void main(String[] args)
      throws AttachNotSupportedException,
          IOException,
          AgentLoadException,
          AgentInitializationException {
    VirtualMachine machine = VirtualMachine.attach(args[0]);
    try {
      machine.loadAgent(args[1]);
    } finally {
      machine.detach();
    }
  }
}
