package dev.natsbroker.spring.listener.method;

import dev.natsbroker.spring.support.converter.PayloadConversionException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentTypeMismatchException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method of a bean that is called for messages. Who resolves which argument is decided once. What the method throws comes out
 * as it is; what keeps a message from becoming arguments comes out as {@link InvalidMessageException}.
 *
 * <p>Thread-safe.
 */
public final class ListenerMethod extends InvocableHandlerMethod {
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    /** By position; null where the container provides the argument. */
    private final @Nullable HandlerMethodArgumentResolver[] resolvers;

    ListenerMethod(
            Object bean, Method method, List<HandlerMethodArgumentResolver> candidates, Set<Class<?>> providedTypes) {
        super(bean, method);
        requireSingleResult();
        MethodParameter[] parameters = getMethodParameters();
        this.resolvers = new HandlerMethodArgumentResolver[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i].initParameterNameDiscovery(NAMES);
            this.resolvers[i] = resolverOf(parameters[i], candidates, providedTypes);
        }
    }

    private @Nullable HandlerMethodArgumentResolver resolverOf(
            MethodParameter parameter, List<HandlerMethodArgumentResolver> candidates, Set<Class<?>> providedTypes) {
        if (providedTypes.contains(parameter.getParameterType())) {
            return null;
        }
        for (HandlerMethodArgumentResolver candidate : candidates) {
            if (candidate.supportsParameter(parameter)) {
                return candidate;
            }
        }
        throw new IllegalStateException("Argument " + parameter.getParameterIndex() + " ("
                + parameter.getParameterType().getName() + ") of " + getShortLogMessage()
                + " cannot be had from a message; see @Payload, @Header, @Headers, @DestinationVariable");
    }

    /** Whether callers can expect a value: the method returns something, now or later. */
    public boolean hasResult() {
        ResolvableType type = ResolvableType.forMethodReturnType(getMethod(), getBeanType());
        ReactiveAdapter adapter = reactiveAdapterOf(type.resolve(Object.class));
        if (adapter == null) {
            return !isVoid();
        }
        return !adapter.isNoValue() && type.getGeneric(0).resolve(Object.class) != Void.class;
    }

    /**
     * Checks that each {@code @DestinationVariable} is a placeholder of each of the subjects.
     *
     * @throws IllegalArgumentException if one is not
     */
    public void requireVariables(List<SubjectPattern> subjects) {
        for (MethodParameter parameter : getMethodParameters()) {
            DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
            if (variable == null || parameter.isOptional()) {
                continue;
            }
            String name = variable.value().isEmpty() ? String.valueOf(parameter.getParameterName()) : variable.value();
            for (SubjectPattern subject : subjects) {
                if (!subject.variableNames().contains(name)) {
                    throw new IllegalArgumentException("Argument @DestinationVariable '" + name + "' of "
                            + getShortLogMessage() + " needs a placeholder {" + name + "} in subject '" + subject
                            + "'");
                }
            }
        }
    }

    private void requireSingleResult() {
        ReactiveAdapter adapter = reactiveAdapterOf(getMethod().getReturnType());
        if (adapter != null && adapter.isMultiValue()) {
            throw new IllegalStateException(getShortLogMessage() + " returns "
                    + getMethod().getReturnType().getSimpleName()
                    + ", but a message has one reply; return a Mono of a list instead");
        }
    }

    private static @Nullable ReactiveAdapter reactiveAdapterOf(Class<?> type) {
        return isPlain(type)
                ? null
                : ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
    }

    // Asked for the first time, the registry loads hundreds of Reactor's classes, and most methods return nothing.
    private static boolean isPlain(Class<?> type) {
        return type.isPrimitive()
                || type.isArray()
                || type.isRecord()
                || type.isEnum()
                || (type != Object.class && type.getPackageName().equals("java.lang"));
    }

    @Override
    protected @Nullable Object[] getMethodArgumentValues(Message<?> message, @Nullable Object... providedArgs) {
        MethodParameter[] parameters = getMethodParameters();
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            HandlerMethodArgumentResolver resolver = resolvers[i];
            arguments[i] = resolver == null
                    ? providedArgument(parameters[i], providedArgs)
                    : resolve(resolver, parameters[i], message);
        }
        return arguments;
    }

    private @Nullable Object resolve(
            HandlerMethodArgumentResolver resolver, MethodParameter parameter, Message<?> message) {
        try {
            return resolver.resolveArgument(parameter, message);
        } catch (InvalidMessageException e) {
            throw e;
        } catch (PayloadConversionException | MessageConversionException | MethodArgumentTypeMismatchException e) {
            throw new UnreadablePayloadException(describe(parameter, message) + ": " + e.getMessage(), e);
        } catch (MethodArgumentNotValidException e) {
            throw new InvalidPayloadException(describe(parameter, message), e);
        } catch (ConversionException e) {
            throw new UnreadableHeaderException(describe(parameter, message) + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new InvalidMessageException(describe(parameter, message) + ": " + e.getMessage(), e);
        }
    }

    private String describe(MethodParameter parameter, Message<?> message) {
        return "Argument " + parameter.getParameterIndex() + " of " + getShortLogMessage()
                + " cannot be had from the message on " + subjectOf(message);
    }

    private static @Nullable Object providedArgument(MethodParameter parameter, @Nullable Object[] providedArgs) {
        for (Object provided : providedArgs) {
            if (parameter.getParameterType().isInstance(provided)) {
                return provided;
            }
        }
        throw new IllegalStateException(
                "No argument of type " + parameter.getParameterType().getName() + " was provided");
    }

    static String subjectOf(Message<?> message) {
        return message instanceof ListenerMessage received ? "'" + received.getSubject() + "'" : "an unknown subject";
    }
}
