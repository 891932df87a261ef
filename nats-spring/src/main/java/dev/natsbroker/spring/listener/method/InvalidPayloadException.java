package dev.natsbroker.spring.listener.method;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** A payload could be read but breaks the constraints that {@code @Valid} asks to check. */
public class InvalidPayloadException extends InvalidMessageException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and the validation's own exception. */
    public InvalidPayloadException(String message, MethodArgumentNotValidException cause) {
        super(message + ": the payload is not valid: " + reasonOf(cause), cause);
    }

    /** What the validator found; empty if it did not say. */
    public List<ObjectError> getErrors() {
        return getCause() instanceof MethodArgumentNotValidException e ? errorsOf(e) : List.of();
    }

    @Override
    public String getReason() {
        return getCause() instanceof MethodArgumentNotValidException e ? reasonOf(e) : super.getReason();
    }

    private static String reasonOf(MethodArgumentNotValidException e) {
        return errorsOf(e).stream().map(InvalidPayloadException::describe).collect(Collectors.joining("; "));
    }

    private static List<ObjectError> errorsOf(MethodArgumentNotValidException e) {
        BindingResult result = e.getBindingResult();
        return result == null ? List.of() : result.getAllErrors();
    }

    private static String describe(ObjectError error) {
        String text = String.valueOf(error.getDefaultMessage());
        return error instanceof FieldError field ? field.getField() + ": " + text : text;
    }
}
