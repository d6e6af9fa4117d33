package dev.keepsake.agent;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * What the system tells a process. Java has no public way to hear it; the one that every JVM has is reached by its name,
 * so that a JVM without it goes without.
 */
final class Signals {

    private Signals() {}

    /** Does this whenever the signal comes, in a thread of its own; says whether this JVM can. */
    static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, invocation(action));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException none) {
            return false;
        }
    }

    private static InvocationHandler invocation(Runnable action) {
        return (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    return null;
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                case "equals" -> {
                    return arguments != null && proxy == arguments[0];
                }
                default -> {
                    return "signal handler";
                }
            }
        };
    }
}
