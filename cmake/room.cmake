# chimera_room(stats SOURCES a.cpp b.cpp USES core TESTS a_test.cpp LIBRARIES Boost::headers)
# One static library a room, linking only the rooms its row in ARCHITECTURE.md lists, and one test
# program a room with label `unit`.
function(chimera_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;USES;TESTS;LIBRARIES;TEST_USES;TEST_LIBRARIES" ${ARGN})
    add_library(chimera_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(chimera_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(chimera_${name} PRIVATE chimera_warnings)
    foreach(used IN LISTS ROOM_USES)
        target_link_libraries(chimera_${name} PUBLIC chimera_${used})
    endforeach()
    target_link_libraries(chimera_${name} PUBLIC ${ROOM_LIBRARIES})
    if(CHIMERA_TESTS AND ROOM_TESTS)
        add_executable(${name}_test ${ROOM_TESTS})
        target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
        # What tests do themselves need not be fast, and compiles in two thirds of the time.
        target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)
        target_compile_definitions(${name}_test PRIVATE
            CHIMERA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
        target_link_libraries(${name}_test PRIVATE chimera_${name} chimera_warnings
            GTest::gtest GTest::gtest_main rapidcheck ${ROOM_TEST_LIBRARIES})
        foreach(used IN LISTS ROOM_TEST_USES)
            target_link_libraries(${name}_test PRIVATE chimera_${used})
        endforeach()
        add_test(NAME unit.${name} COMMAND ${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(unit.${name} PROPERTIES LABELS unit)
    endif()
endfunction()
