package io.github.noleaks.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Whether other extensions prepare the instances of a test class, and may start threads of their
 * own then. JUnit tells no extension about the others; this reads what they are registered by.
 */
final class InstancePreparation {
  private InstancePreparation() {}

  /**
   * Looks for instance post-processors.
   *
   * @param testClass the class
   * @param autodetection whether JUnit registers extensions that are found as services
   * @return {@code true} if there is one, or if that cannot be told
   */
  static boolean hasOthers(Class<?> testClass, boolean autodetection) {
    for (Class<?> each = testClass; each != null; each = each.getEnclosingClass()) {
      List<Field> fields =
          ReflectionSupport.findFields(each, field -> true, HierarchyTraversalMode.TOP_DOWN);
      if (isExtended(each) || fields.stream().anyMatch(InstancePreparation::isExtended)) {
        return true;
      }
    }
    return autodetection && isAmongServices();
  }

  private static boolean isExtended(AnnotatedElement element) {
    return AnnotationSupport.findRepeatableAnnotations(element, ExtendWith.class).stream()
            .flatMap(extendWith -> Arrays.stream(extendWith.value()))
            .anyMatch(InstancePreparation::prepares)
        || (element instanceof Field field
            && AnnotationSupport.isAnnotated(field, RegisterExtension.class)
            && mayPrepare(field.getType()));
  }

  private static boolean prepares(Class<?> extension) {
    return TestInstancePostProcessor.class.isAssignableFrom(extension);
  }

  /** Of a field that is declared as an interface, the object may be anything. */
  private static boolean mayPrepare(Class<?> declared) {
    return prepares(declared) || declared.isInterface();
  }

  private static boolean isAmongServices() {
    try {
      return ServiceLoader.load(Extension.class).stream()
          .map(ServiceLoader.Provider::type)
          .anyMatch(InstancePreparation::prepares);
    } catch (ServiceConfigurationError e) {
      return true;
    }
  }
}
