# Every export passes its arguments to the import of the same name and returns what comes back. Each value is
# lifted and lowered twice; errors are raised on.
IMPORTED = Imports::Api
EXPORTED = Exports::Api

Witloom::STRESS = [] unless defined?(Witloom::STRESS)

IMPORTED.singleton_methods(false).each do |name|
  EXPORTED.define_singleton_method(name) { |*arguments| IMPORTED.public_send(name, *arguments) }
end
GC.stress = true if ENV["STRESS"]
